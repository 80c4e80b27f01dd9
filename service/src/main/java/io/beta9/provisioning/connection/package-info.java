/**
 * How a customer's users connect to the Beta9 of an environment. May use the environment, its model
 * and the names of its secrets.
 */
@NullMarked
package io.beta9.provisioning.connection;

import org.jspecify.annotations.NullMarked;
