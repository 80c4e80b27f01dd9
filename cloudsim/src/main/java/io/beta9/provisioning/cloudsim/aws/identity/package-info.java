/** Authentication of callers: access keys, and sessions of assumed roles. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.identity;

import org.jspecify.annotations.NullMarked;
