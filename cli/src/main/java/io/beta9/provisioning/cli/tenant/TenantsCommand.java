package io.beta9.provisioning.cli.tenant;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code tenants}. */
@Command(
    name = "tenants",
    description = "Creates, suspends, resumes and deletes tenants, for owners of the service.",
    footer = {"", "Example:", "  ./provisioner tenants suspend acme --reason 'unpaid since May'"})
public final class TenantsCommand extends CommandGroup {}
