/**
 * Inventory: lists what an environment has, or has left, in its account. The tagging API alone is
 * not sufficient: it omits IAM, and returns deleted resources for minutes. So each service is
 * queried by name or tag. May use no other subpackage of {@code resources}.
 */
@NullMarked
package io.beta9.provisioning.resources.inventory;

import org.jspecify.annotations.NullMarked;
