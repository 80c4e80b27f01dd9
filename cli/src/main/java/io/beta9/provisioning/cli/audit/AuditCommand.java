package io.beta9.provisioning.cli.audit;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code audit}. */
@Command(
    name = "audit",
    description =
        "Shows, exports and verifies the audit trail: who did what, when, why, with which outcome.",
    footer = {"", "Example:", "  ./provisioner audit list --env demo --since 7d"})
public final class AuditCommand extends CommandGroup {}
