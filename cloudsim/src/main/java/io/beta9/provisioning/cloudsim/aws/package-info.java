/**
 * The contract between a simulated AWS service and the rest of the simulator: a service registers
 * handlers for the SDK's request classes, and reports errors as {@link
 * io.beta9.provisioning.cloudsim.aws.AwsErrorException}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws;

import org.jspecify.annotations.NullMarked;
