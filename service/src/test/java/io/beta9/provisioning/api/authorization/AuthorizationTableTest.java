package io.beta9.provisioning.api.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RunningApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares the table of docs/security.md with the code, or writes it: see {@link #COMMAND}. */
class AuthorizationTableTest {
  private static final Path DOCUMENT = Path.of("../docs/security.md");
  private static final String BEGIN = "<!-- operations -->\n";
  private static final String END = "<!-- end of operations -->";
  private static final String COMMAND =
      "mvn -q -pl service -am test -Dtest=AuthorizationTableTest -Dauthorization.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private static Service service;
  private static AuthorizationTable table;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    table = service.part(AuthorizationTable.class);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void the_document_has_the_permission_of_every_operation() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    String expected = document.substring(0, begin) + table.markdown() + document.substring(end);
    if (Boolean.getBoolean("authorization.write")) {
      Files.writeString(DOCUMENT, expected);
      document = expected;
    }
    assertThat(document)
        .as("docs/security.md is out of date; regenerate it with: " + COMMAND)
        .isEqualTo(expected);
  }

  @Test
  void every_permission_is_required_by_an_operation() {
    assertThat(table.operations().stream().map(AuthorizationTable.AuthorizedOperation::permission))
        .contains(Permission.values());
  }

  @Test
  void an_operation_names_what_determines_its_tenant() {
    List<AuthorizationTable.AuthorizedOperation> environments =
        table.operations().stream()
            .filter(operation -> operation.path().startsWith("/api/v1/environments/{id}"))
            .toList();

    assertThat(environments)
        .isNotEmpty()
        .allMatch(operation -> operation.rule().on() == Authorize.Subject.ENVIRONMENT);
  }

  @Test
  void only_lists_concern_all_tenants() {
    assertThat(table.operations().stream().filter(operation -> operation.rule().allTenants()))
        .isNotEmpty()
        .allMatch(operation -> operation.method().equals("GET"))
        .allMatch(operation -> operation.rule().on() == Authorize.Subject.TENANT);
  }
}
