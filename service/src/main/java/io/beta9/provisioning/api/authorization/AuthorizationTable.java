package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The operations of the API and who has their permission, read from the methods that handle them.
 */
public final class AuthorizationTable {
  private static final String PRODUCT = "io.beta9.provisioning.";

  private final List<AuthorizedOperation> operations;

  private AuthorizationTable(List<AuthorizedOperation> operations) {
    this.operations = List.copyOf(operations);
  }

  /**
   * An operation.
   *
   * @param path with variables in braces
   * @param handler the method that handles it, for messages
   */
  public record AuthorizedOperation(String method, String path, Authorize rule, String handler) {
    public Permission permission() {
      return rule.value();
    }

    boolean isPermittedTo(Role role) {
      return permission().roles().contains(role);
    }
  }

  /**
   * Reads the operations.
   *
   * @throws IllegalStateException if a method has no {@link Authorize}
   */
  public static AuthorizationTable of(RequestMappingHandlerMapping mappings) {
    List<AuthorizedOperation> operations = new ArrayList<>();
    mappings
        .getHandlerMethods()
        .forEach(
            (mapping, handler) -> {
              if (!handler.getBeanType().getName().startsWith(PRODUCT)
                  || handler.hasMethodAnnotation(PermittedToAll.class)
                  || handler.getBeanType().isAnnotationPresent(PermittedToAll.class)) {
                return;
              }
              Authorize rule = handler.getMethodAnnotation(Authorize.class);
              if (rule == null) {
                throw new IllegalStateException(handler + " has no @Authorize");
              }
              add(operations, mapping, rule, handler.getShortLogMessage());
            });
    operations.sort(
        Comparator.comparing(AuthorizedOperation::path)
            .thenComparing(AuthorizedOperation::method)
            .thenComparing(AuthorizedOperation::handler));
    return new AuthorizationTable(operations);
  }

  private static void add(
      List<AuthorizedOperation> operations,
      RequestMappingInfo mapping,
      Authorize rule,
      String handler) {
    for (String path : mapping.getPatternValues()) {
      for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
        operations.add(new AuthorizedOperation(method.name(), path, rule, handler));
      }
    }
  }

  public List<AuthorizedOperation> operations() {
    return operations;
  }

  /** Returns the table as Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder("| operation | permission |");
    for (Role role : Role.values()) {
      text.append(' ').append(role.code()).append(" |");
    }
    text.append("\n|---|---|").append("---|".repeat(Role.values().length)).append('\n');
    operations.stream()
        .filter(operation -> operation.path().startsWith("/api/"))
        .map(AuthorizationTable::row)
        .distinct()
        .forEach(text::append);
    return text.toString();
  }

  private static String row(AuthorizedOperation operation) {
    return "| `"
        + operation.method()
        + ' '
        + operation.path().replaceAll("\\{([a-zA-Z]+):([^}|]*)\\|([^}]*)}", "{$1}")
        + "` | "
        + operation.permission().code()
        + Arrays.stream(Role.values())
            .map(role -> " | " + cell(operation, role))
            .collect(Collectors.joining())
        + " |\n";
  }

  private static String cell(AuthorizedOperation operation, Role role) {
    if (!operation.isPermittedTo(role)) {
      return "–";
    }
    return role.kind() == Role.Kind.SERVICE && operation.permission().requiresReasonAcrossTenants()
        ? "with a reason"
        : "yes";
  }
}
