/**
 * Tenants, API keys, roles and the audit trail. Every repository of tenant data requires a tenant
 * id from here.
 */
@NullMarked
package io.beta9.provisioning.access;

import org.jspecify.annotations.NullMarked;
