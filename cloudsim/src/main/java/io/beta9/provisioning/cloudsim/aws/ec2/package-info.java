/**
 * EC2: the service itself, and the views of it that other simulated services use. The operations
 * are in the subpackages {@code network} and {@code compute}, both of which use only {@code core}
 * (and {@code compute} also {@code network}).
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.ec2;

import org.jspecify.annotations.NullMarked;
