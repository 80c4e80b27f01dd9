/**
 * Lookup of planned resources in an account: one finder for each service, and what they return. A
 * finder identifies a resource by its name, its tags or its owner, never by guessing. May use
 * {@code resources.inventory}.
 */
@NullMarked
package io.beta9.provisioning.resources.lookup;

import org.jspecify.annotations.NullMarked;
