/** Reports on the whole installation, for operators. */
@NullMarked
package io.beta9.provisioning.apimodel.report;

import org.jspecify.annotations.NullMarked;
