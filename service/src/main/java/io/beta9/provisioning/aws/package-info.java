/**
 * The customer's account, through the SDK: entering it, the secrets in it, the bucket for the
 * state, what stands in the way before anything is made, and what is left after it was removed.
 */
@NullMarked
package io.beta9.provisioning.aws;

import org.jspecify.annotations.NullMarked;
