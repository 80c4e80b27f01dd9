/** What the service can do in an account beside an operation: leftovers and service quotas. */
@NullMarked
package io.beta9.provisioning.apimodel.repair;

import org.jspecify.annotations.NullMarked;
