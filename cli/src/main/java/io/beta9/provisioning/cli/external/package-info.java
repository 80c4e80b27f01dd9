/**
 * The commands that the launcher passes to other programs of the product: the service, the
 * development stack, the benchmarks, the build. The CLI only knows their names and options, for
 * help, suggestions and completion; tests compare them with the programs.
 */
@NullMarked
package io.beta9.provisioning.cli.external;

import org.jspecify.annotations.NullMarked;
