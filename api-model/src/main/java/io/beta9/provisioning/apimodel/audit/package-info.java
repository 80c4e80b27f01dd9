/**
 * The export of the audit trail, the heads of its chains, and their verification. Service and CLI
 * share it, so that a client can verify an export without trusting the service. May use no other
 * subpackage.
 */
@NullMarked
package io.beta9.provisioning.apimodel.audit;

import org.jspecify.annotations.NullMarked;
