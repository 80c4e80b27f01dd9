/** Key Management Service: keys and aliases; nothing is encrypted. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.kms;

import org.jspecify.annotations.NullMarked;
