/** The operations of an environment, for people. May use no sibling package. */
@NullMarked
package io.beta9.provisioning.operation.history;

import org.jspecify.annotations.NullMarked;
