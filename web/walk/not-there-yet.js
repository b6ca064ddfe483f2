/** An example whose model is not there yet: nothing went wrong. */
export class Waiting extends Error {}
