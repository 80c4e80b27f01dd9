/**
 * Tenants, for owners of the service. May use {@code api.authorization}, {@code api.contract},
 * {@code api.request} and {@code api.problem}.
 */
@NullMarked
package io.beta9.provisioning.api.tenant;

import org.jspecify.annotations.NullMarked;
