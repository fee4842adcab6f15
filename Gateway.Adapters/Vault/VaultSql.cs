namespace Gateway.Adapters.Vault;

internal static class VaultSql
{
    /// <summary>
    /// Safe to run at every start and on every node at once; brings databases of earlier versions up to date.
    /// </summary>
    public const string Schema = """
        select pg_advisory_xact_lock(7451907332);
        create schema if not exists vault;
        create table if not exists vault.key (
            tenant text not null, stream_id uuid not null, wrapped bytea not null, made_at timestamptz not null,
            primary key (tenant, stream_id));
        create table if not exists vault.item (
            tenant text not null, stream_id uuid not null, id text not null, sealed_index bytea not null,
            ciphertext_digest text not null, chunks integer not null, stored_at timestamptz not null,
            cited boolean not null default false,
            primary key (tenant, stream_id, id));
        create index if not exists item_uncited on vault.item (tenant, id) where not cited;
        create table if not exists vault.chunk (
            tenant text not null, stream_id uuid not null, item_id text not null, number integer not null,
            sealed bytea not null,
            primary key (tenant, stream_id, item_id, number));
        alter table vault.chunk alter column sealed set storage external;
        alter table vault.item add column if not exists format smallint not null default 1;
        create table if not exists vault.key_check (is_only boolean primary key default true check (is_only),
            wrapped bytea not null);
        """;

    public const string ReadCheck = "select wrapped from vault.key_check";

    public const string WriteCheck = "insert into vault.key_check (wrapped) values ($1) on conflict do nothing";

    public const string AnyKey = "select tenant, stream_id, wrapped from vault.key limit 1";

    public const string ReadKey = "select wrapped from vault.key where tenant = $1 and stream_id = $2";

    public const string FindKeyed = "select stream_id from vault.key where tenant = $1 and stream_id = any($2)";

    /// <summary>
    /// Returns the key and locks it: storing in a scope and sweeping it wait for each other. A scope with content but no key
    /// gets none: its key was lost or destroyed.
    /// </summary>
    public const string TakeKey = """
        insert into vault.key as k (tenant, stream_id, wrapped, made_at)
        select $1, $2, $3, $4
        where exists (select 1 from vault.key where tenant = $1 and stream_id = $2)
            or not exists (select 1 from vault.item where tenant = $1 and stream_id = $2)
        on conflict (tenant, stream_id) do update set made_at = k.made_at
        returning wrapped
        """;

    /// <summary>Finds stored items, and renews the storage time of those that no event cites yet.</summary>
    public const string FindStored = """
        with touched as (
            update vault.item set stored_at = $4 where tenant = $1 and stream_id = $2 and id = any($3) and not cited)
        select id, ciphertext_digest from vault.item where tenant = $1 and stream_id = $2 and id = any($3)
        """;

    public const string InsertChunk =
        "insert into vault.chunk (tenant, stream_id, item_id, number, sealed) values ($1, $2, $3, $4, $5)";

    public const string InsertItem = """
        insert into vault.item (tenant, stream_id, id, sealed_index, ciphertext_digest, chunks, stored_at, format)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    /// <summary>
    /// For the transaction of the events that cite the items, with positional parameters; the scope's key is read before.
    /// </summary>
    public const string InsertSealed = """
        with sealed as (
            insert into vault.item
                (tenant, stream_id, id, sealed_index, ciphertext_digest, chunks, stored_at, format, cited)
            select ?, ?, id, sealed_index, digest, chunks, ?, ?, true
            from unnest(?::text[], ?::bytea[], ?::text[], ?::int[]) as i(id, sealed_index, digest, chunks))
        insert into vault.chunk (tenant, stream_id, item_id, number, sealed)
        select ?, ?, item_id, number, sealed
        from unnest(?::text[], ?::int[], ?::bytea[]) as c(item_id, number, sealed)
        """;

    /// <summary>The key of a new scope, for the same transaction.</summary>
    public const string InsertKey = "insert into vault.key (tenant, stream_id, wrapped, made_at) values (?, ?, ?, ?)";

    /// <summary>For the transaction of the events that cite the items.</summary>
    public const string Cite = "update vault.item set cited = true where tenant = ? and id = any(?) and not cited";

    public const string FindUncited = """
        select tenant, stream_id, id from vault.item where not cited and stored_at < $1 order by tenant, stream_id limit 1000
        """;

    public const string LockKey = "select 1 from vault.key where tenant = $1 and stream_id = $2 for update";

    public const string RemoveUncited = """
        with gone as (
            delete from vault.item where tenant = $1 and stream_id = $2 and id = any($3) and not cited and stored_at < $4
            returning id),
        chunks as (
            delete from vault.chunk where tenant = $1 and stream_id = $2 and item_id in (select id from gone))
        select count(*) from gone
        """;

    public const string RemoveEmptyScope = """
        delete from vault.key k where tenant = $1 and stream_id = $2
        and not exists (select 1 from vault.item i where i.tenant = k.tenant and i.stream_id = k.stream_id)
        """;

    public const string RemoveScope = """
        with k as (delete from vault.key where tenant = $1 and stream_id = $2),
        i as (delete from vault.item where tenant = $1 and stream_id = $2)
        delete from vault.chunk where tenant = $1 and stream_id = $2
        """;

    public const string FindItem = """
        select k.wrapped, i.sealed_index, i.chunks, i.format, i.ciphertext_digest, c.sealed
        from vault.item i join vault.key k on k.tenant = i.tenant and k.stream_id = i.stream_id
        left join vault.chunk c
            on c.tenant = i.tenant and c.stream_id = i.stream_id and c.item_id = i.id and c.number = 0
        where i.tenant = $1 and i.stream_id = $2 and i.id = $3
        """;

    public const string ReadChunk =
        "select sealed from vault.chunk where tenant = $1 and stream_id = $2 and item_id = $3 and number = $4";
}
