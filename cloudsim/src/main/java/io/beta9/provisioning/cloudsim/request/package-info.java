/**
 * The life of an AWS request: the HTTP server, authentication, dispatch to an operation, fault
 * injection, and the log of all requests.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.request;

import org.jspecify.annotations.NullMarked;
