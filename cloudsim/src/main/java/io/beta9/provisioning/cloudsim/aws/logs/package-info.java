/** CloudWatch Logs, as far as log groups. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.logs;

import org.jspecify.annotations.NullMarked;
