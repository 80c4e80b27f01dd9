/**
 * The command line over the API: the tree of commands, their help, suggestions and completion. Uses
 * picocli, the JDK's HTTP client and Gson; neither Spring nor a logging framework, so that a
 * command starts fast.
 */
@NullMarked
package io.beta9.provisioning.cli;

import org.jspecify.annotations.NullMarked;
