/**
 * Records that the API accepts and returns, and the contract of the commands. Field names are
 * snake_case in JSON. Uses no framework; may use only the JDK.
 */
@NullMarked
package io.beta9.provisioning.apimodel;

import org.jspecify.annotations.NullMarked;
