/** Service Quotas, and the quotas that the simulated services enforce. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.quotas;

import org.jspecify.annotations.NullMarked;
