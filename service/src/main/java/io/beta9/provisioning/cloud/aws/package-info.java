/** The operations on an AWS account. May use no other subpackage of {@code cloud}. */
@NullMarked
package io.beta9.provisioning.cloud.aws;

import org.jspecify.annotations.NullMarked;
