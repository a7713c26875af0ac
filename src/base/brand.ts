/** Nominal types: what a module has checked once, no other module has to check again. */

declare const brand: unique symbol;

/** A `T` that only the module owning the name `Name` may mint. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
