/** AWS Certificate Manager: certificates that are validated by DNS. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.acm;

import org.jspecify.annotations.NullMarked;
