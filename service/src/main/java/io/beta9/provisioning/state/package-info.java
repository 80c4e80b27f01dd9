/**
 * The care of Terraform's states: whose a lock is, what a state says without its secrets, its
 * versions, and going back to one.
 */
@NullMarked
package io.beta9.provisioning.state;

import org.jspecify.annotations.NullMarked;
