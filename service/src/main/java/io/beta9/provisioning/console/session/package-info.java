/** Who uses the console: cookies, forms, the security headers. May use no sibling package. */
@NullMarked
package io.beta9.provisioning.console.session;

import org.jspecify.annotations.NullMarked;
