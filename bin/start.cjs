require('./launch.cjs').launch('main.ts');
