/**
 * What the service needs of a cloud provider in an account, without the provider's API: interfaces
 * and values. Package {@code aws} implements them.
 */
@NullMarked
package io.beta9.provisioning.provider;

import org.jspecify.annotations.NullMarked;
