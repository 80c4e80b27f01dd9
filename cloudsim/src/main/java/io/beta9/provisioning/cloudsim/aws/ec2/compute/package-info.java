/** Instances and what they consist of: instance types, launch templates and volumes. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import org.jspecify.annotations.NullMarked;
