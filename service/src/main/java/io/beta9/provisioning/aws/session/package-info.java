/**
 * Sessions in a customer's account: credentials by the customer's role, clients, and the
 * translation of SDK exceptions into failures. May use no other subpackage of {@code aws}.
 */
@NullMarked
package io.beta9.provisioning.aws.session;

import org.jspecify.annotations.NullMarked;
