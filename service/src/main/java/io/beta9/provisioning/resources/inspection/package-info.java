/**
 * What AWS shows about single resources, for people who have to find out why one of them fails or
 * takes long: id, status, latest events, and what prevents its deletion. Changes nothing. May use
 * {@code resources.inventory}.
 */
@NullMarked
package io.beta9.provisioning.resources.inspection;

import org.jspecify.annotations.NullMarked;
