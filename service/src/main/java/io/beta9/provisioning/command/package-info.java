/**
 * The commands that run inside the service: {@code api}, {@code worker}, {@code db}, {@code doctor}
 * and {@code admin}. They access the database or this machine directly; commands that use the API
 * are in the module {@code cli}.
 */
@NullMarked
package io.beta9.provisioning.command;

import org.jspecify.annotations.NullMarked;
