/** The tenants of an installation. */
@NullMarked
package io.beta9.provisioning.apimodel.tenant;

import org.jspecify.annotations.NullMarked;
