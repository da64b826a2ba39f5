//! What a database server suffers from, in words for the operator.

/// What ails the server, when it says so itself.
pub fn ailment(error: &sqlx::Error) -> Option<&'static str> {
    let code = error.as_database_error()?.code()?;
    Some(match code.as_ref() {
        "53100" => "the database server's disk is full: make space there",
        "53200" => "the database server is out of memory",
        "53300" => {
            "all connections of the database server are taken: find who holds them, or raise its max_connections"
        }
        "57P01" | "57P02" => "the database server stopped or ended our session",
        "57P03" => "the database server is starting, stopping or recovering",
        _ => return None,
    })
}

/// As [`ailment`], of the error that others were made of.
pub fn ailment_behind(error: &anyhow::Error) -> Option<&'static str> {
    error
        .chain()
        .find_map(|cause| ailment(cause.downcast_ref()?))
}

/// Whether a server that is there will let us in later.
pub fn is_shut_for_now(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("53300" | "57P03"))
}
