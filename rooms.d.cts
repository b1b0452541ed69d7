declare const rooms: readonly (readonly string[])[];
export = rooms;
