import type { AwsStackInput } from './aws/aws-stacks';
import type { AzureStackInput } from './azure/azure-stacks';
import type { LinkStackInput } from './link';

export type StackInput = AwsStackInput | AzureStackInput | LinkStackInput;
