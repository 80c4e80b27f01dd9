/** The operations on an AWS account. May use {@code aws}, {@code resources}, {@code tfstate}. */
@NullMarked
package io.beta9.provisioning.cloud.aws;

import org.jspecify.annotations.NullMarked;
