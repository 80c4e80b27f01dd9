/** Key Management Service: keys and aliases, without the cryptography. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.kms;

import org.jspecify.annotations.NullMarked;
