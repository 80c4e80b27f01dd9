/** What is the matter with one environment: facts from every side, and one verdict. */
@org.jspecify.annotations.NullMarked
package io.beta9.provisioning.diagnose;
