/** The cloud accounts that tenants register. */
@NullMarked
package io.beta9.provisioning.apimodel.account;

import org.jspecify.annotations.NullMarked;
