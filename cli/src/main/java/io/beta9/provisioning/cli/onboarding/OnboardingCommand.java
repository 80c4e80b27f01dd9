package io.beta9.provisioning.cli.onboarding;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code onboarding}. */
@Command(
    name = "onboarding",
    description = "Prints what a customer applies before environments can be created.",
    footer = {"", "Example:", "  ./provisioner onboarding aws --format terraform"})
public final class OnboardingCommand extends CommandGroup {}
