import type { Template } from '../template.ts';

/** Looks for one fault; a complaint begins with the logical id of the resource that has it. */
export type Check = (template: Template) => string[];
