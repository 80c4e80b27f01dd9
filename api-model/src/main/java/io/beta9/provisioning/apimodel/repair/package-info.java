/**
 * What the service can do in an account beside an operation: leftovers, service quotas, and the
 * access to the cluster.
 */
@NullMarked
package io.beta9.provisioning.apimodel.repair;

import org.jspecify.annotations.NullMarked;
