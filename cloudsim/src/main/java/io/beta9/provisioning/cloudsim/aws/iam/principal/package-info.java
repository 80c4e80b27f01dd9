/**
 * Roles, users, instance profiles and OpenID Connect providers. Uses {@code core} and {@code
 * policy}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.iam.principal;

import org.jspecify.annotations.NullMarked;
