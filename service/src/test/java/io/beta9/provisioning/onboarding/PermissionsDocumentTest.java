package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/permissions.md} with the list of actions, or writes it. */
class PermissionsDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/permissions.md");
  private static final String COMMAND =
      "mvn -q -pl service -am test -Dtest=PermissionsDocumentTest -Dpermissions.document=write"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  @Test
  void the_document_lists_every_action_with_its_resources_and_conditions() throws IOException {
    String expected = document();
    if ("write".equals(System.getProperty("permissions.document"))) {
      Files.writeString(DOCUMENT, expected);
    }
    assertThat(DOCUMENT)
        .as("docs/permissions.md is out of date; regenerate it with: " + COMMAND)
        .exists()
        .content()
        .isEqualTo(expected);
  }

  private static String document() {
    return """
    # Permissions of the role in a customer's account

    Every action that the [onboarding documents](onboarding.md) allow. `{name}` stands for `beta9-*`, `{environment}` for
    `env_*`, `{bucket}` for a name that ends with a hyphen and twelve characters. Statements about regional services are
    restricted to the chosen regions in addition; those marked with *boundary* to roles and users with the permissions
    boundary, if one is required.

    A full cycle (create, adopt after a kill and after the loss of the state, diagnose, update, clean up, destroy, destroy by
    force) calls most of these actions. Which it does not call is listed below only where that is known.

    This page is generated from `RolePermissions`. To regenerate it:

        %s

    | statement | actions | resources | condition |
    |---|---|---|---|
    %s

    ## Actions that the cycle does not call

    | action | resource | why it is allowed |
    |---|---|---|
    %s
    """
        .formatted(
            COMMAND,
            RolePermissions.statements().stream()
                .map(PermissionsDocumentTest::row)
                .collect(Collectors.joining("\n")),
            uncalled());
  }

  private static String row(PermissionStatement statement) {
    return "| %s | %s | %s | %s |"
        .formatted(
            statement.id() + (statement.bounded() ? " (*boundary*)" : ""),
            codes(statement.actionNames()),
            codes(statement.resources()),
            statement.conditions().stream()
                .map(
                    condition ->
                        "`"
                            + condition.key()
                            + "` "
                            + condition.operator()
                            + " "
                            + String.join(", ", condition.values()).replace("*", "\\*"))
                .collect(Collectors.joining("; ")));
  }

  private static String codes(List<String> texts) {
    return texts.stream().map(text -> "`" + text + "`").collect(Collectors.joining(", "));
  }

  private static String uncalled() {
    Map<String, String> rows = new TreeMap<>();
    for (PermissionStatement statement : RolePermissions.statements()) {
      for (AllowedAction action : statement.actions()) {
        if (action.unrecordedReason() != null) {
          rows.put(
              action.name() + " " + action.resource(),
              "| `%s` | `%s` | %s |"
                  .formatted(action.name(), action.resource(), action.unrecordedReason()));
        }
      }
    }
    return String.join("\n", rows.values());
  }
}
