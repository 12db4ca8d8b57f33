/**
 * Stands in for the SDK's event streams in what is deployed (`build.mjs`): no operation of the services that we call has
 * one, so nobody ever asks for them.
 */
export {};
