/** CloudWatch Logs: log groups; log events are not stored. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.logs;

import org.jspecify.annotations.NullMarked;
