/** Who calls: access keys, sessions of assumed roles, and what they stand for. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.identity;

import org.jspecify.annotations.NullMarked;
