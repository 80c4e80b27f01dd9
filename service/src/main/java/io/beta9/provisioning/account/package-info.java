/**
 * The cloud accounts that tenants register: their roles, their external ids, and the verification
 * that a role can be assumed with its external id and not without it. Knows nothing of AWS's API:
 * {@code aws} implements {@link RoleProbe}.
 */
@NullMarked
package io.beta9.provisioning.account;

import org.jspecify.annotations.NullMarked;
